using Gateway.Policies.Contracts;
using Gateway.Policies.Usage;
using Gateway.Relay;
using Gateway.Relay.Sessions;
using Microsoft.Extensions.Options;

namespace Gateway.Metering;

/// <summary>Makes records of what the relay tells: each synthesis of a TTS socket, each session of any other.</summary>
internal sealed class SocketAccounts(UsageRecorder recorder, TimeProvider time, IOptions<MeteringOptions> options) : IRelayObserver
{
    private const int SwitchingProtocols = StatusCodes.Status101SwitchingProtocols;

    private readonly bool _isEnabled = options.Value.Enabled;

    public void SynthesisEnded(SynthesisUsage usage)
    {
        var outcome = usage.End switch
        {
            WorkEnd.Completed => UsageOutcome.Completed,
            WorkEnd.UpstreamError => UsageOutcome.UpstreamError,
            _ => OutcomeOfCut(usage.Reason),
        };
        Record(usage.Socket, new()
        {
            Id = usage.WorkId,
            Team = usage.Socket.Team ?? "",
            KeyId = usage.Socket.KeyId ?? "",
            Account = usage.Socket.Account,
            Contract = usage.Socket.Contract,
            Model = usage.Model is { } model ? ModelName.Canonical(model) : null,
            Voice = usage.Voice,
            Transport = Transport.WebSocket,
            Socket = usage.Socket.Id,
            Outcome = outcome,
            UpstreamStatus = SwitchingProtocols,
            Started = usage.Started,
            Ended = time.GetUtcNow(),
            Queued = usage.Queued,
            ToFirstByte = usage.ToFirstAudio,
            ToFirstContent = usage.ToFirstAudio,
            Duration = usage.Duration,
            Amounts = usage.Amounts,
            Source = usage.IsEstimated || outcome is not (UsageOutcome.Completed or UsageOutcome.UpstreamError) ? UsageSource.Estimated : UsageSource.Counted,
        });
    }

    public void SessionEnded(SessionUsage usage)
    {
        if (usage.Protocol is SocketProtocol.Tts || usage.WorkId is null)
            return;
        var outcome = usage.Reason switch
        {
            RelayEndReason.ClientClosed or RelayEndReason.UpstreamClosed when usage.UpstreamError is not null => UsageOutcome.UpstreamError,
            RelayEndReason.ClientClosed or RelayEndReason.UpstreamClosed => UsageOutcome.Completed,
            var reason => OutcomeOfCut(reason),
        };
        Record(usage.Socket, new()
        {
            Id = usage.WorkId,
            Team = usage.Socket.Team ?? "",
            KeyId = usage.Socket.KeyId ?? "",
            Account = usage.Socket.Account,
            Contract = usage.Socket.Contract,
            Model = usage.Model is { } model ? ModelName.Canonical(model) : null,
            Transport = Transport.WebSocket,
            Socket = usage.Socket.Id,
            Outcome = outcome,
            UpstreamStatus = SwitchingProtocols,
            Started = usage.Socket.Since,
            Ended = time.GetUtcNow(),
            Queued = usage.Queued,
            Duration = usage.Duration,
            Amounts = usage.Amounts,
            Source = usage.IsEstimated || outcome is not (UsageOutcome.Completed or UsageOutcome.UpstreamError) ? UsageSource.Estimated : UsageSource.Counted,
        });
    }

    private void Record(RelaySessionInfo socket, UsageRecord record)
    {
        // Without a caller there is nobody to account it to.
        if (_isEnabled && socket.KeyId is not null)
            recorder.Record(record, socket.Served);
    }

    private static UsageOutcome OutcomeOfCut(RelayEndReason reason) => reason switch
    {
        RelayEndReason.ClientClosed or RelayEndReason.ClientGone or RelayEndReason.ClientFault or RelayEndReason.ClientLost or RelayEndReason.ClientStalled => UsageOutcome.CallerLeft,
        RelayEndReason.UpstreamClosed or RelayEndReason.UpstreamGone or RelayEndReason.UpstreamFault or RelayEndReason.UpstreamLost or RelayEndReason.UpstreamStalled => UsageOutcome.Broken,
        _ => UsageOutcome.Ended,
    };
}
