using System.Buffers;
using Gateway.Admission;
using Gateway.Caller;
using Gateway.Edge;
using Gateway.Errors;
using Gateway.Forwarding;
using Gateway.Metering;
using Gateway.Policies.Admission;
using Gateway.Policies.Errors;
using Gateway.Relay.Conversations;
using Gateway.Relay.Dialling;
using Gateway.Relay.Framing;
using Gateway.Relay.Pumping;
using Gateway.Relay.Sessions;
using Gateway.Routing;
using Gateway.Telemetry;
using Gateway.Upstream;
using Gateway.Validation;
using Microsoft.Extensions.Options;

namespace Gateway.Relay;

/// <summary>
/// The end of the path for sockets: dials the upstream, accepts the client if the upstream did, and relays until both
/// connections are over. A refusal of the upstream stays an HTTP answer.
/// </summary>
internal sealed class RelayEndpoint(
    UpstreamDial dial,
    UpstreamTransformer transformer,
    ConversationFactory conversations,
    RelaySessions sessions,
    RelayMetrics metrics,
    IRelayObserver observer,
    UpstreamShield shield,
    IOptions<RelayOptions> options,
    ArrayPool<byte> pool,
    TimeProvider time,
    ILogger<RelayEndpoint> logger)
{
    public async Task RelayAsync(HttpContext context)
    {
        if (!sessions.TryEnter())
        {
            logger.Full(context.Find<IContractFeature>()!.Contract.Id, sessions.Count);
            await ReturnAsync(context);
            await ErrorResponseWriter.WriteAsync(context, GatewayErrors.Unavailable(TimeSpan.FromSeconds(1)));
            return;
        }
        try
        {
            await DialAndRelayAsync(context);
        }
        finally
        {
            sessions.Leave();
        }
    }

    private async Task DialAndRelayAsync(HttpContext context)
    {
        var dialled = await dial.DialAsync(context);
        if (dialled.Error is { } error)
        {
            await (dialled.WasNeverSent ? ReturnAsync(context) : ReleaseAsync(context));
            await ErrorResponseWriter.WriteAsync(context, error);
        }
        else if (dialled.Answer is { } answer)
        {
            using (answer)
            {
                if (answer.StatusCode is System.Net.HttpStatusCode.TooManyRequests && context.Find<IAdmissionFeature>() is { Request: var work } && work.Units.Takes(AdmissionUnits.Slot))
                    await shield.RefusedAsync(work, LimitKind.Slots);
                await ReleaseAsync(context);
                await ClientHandshake.AnswerAsync(context, answer, transformer);
            }
        }
        else
        {
            using var upstream = dialled.Socket!;
            await RelayAsync(context, upstream);
        }
    }

    /// <summary>Before the client can have read the refusal.</summary>
    private static ValueTask ReleaseAsync(HttpContext context) => context.Find<IAdmissionFeature>()?.ReleaseAsync() ?? default;

    /// <summary>The same where the upstream has heard nothing: it counts in no minute.</summary>
    private static ValueTask ReturnAsync(HttpContext context) => context.Find<IAdmissionFeature>()?.ReturnAsync() ?? default;

    private async Task RelayAsync(HttpContext context, UpstreamSocket upstream)
    {
        var client = await ClientHandshake.AcceptAsync(context, upstream.TakeResponse(), transformer);
        var info = Describe(context);
        var admission = context.Find<IAdmissionFeature>();
        var fence = new LeaseFence(admission?.Decision.Lease);
        var conversation = conversations.Create(context, info, fence);
        var setup = new RelaySetup(
            new RelayLeg(RelaySide.Client, client, flushes: false, context.Abort),
            new RelayLeg(RelaySide.Upstream, upstream.Stream, upstream.Flushes, upstream.Dispose) { Fence = fence })
        {
            ClientWatch = conversation.ClientWatch,
            UpstreamWatch = conversation.UpstreamWatch,
            Gate = conversation.Gate,
            UpstreamAhead = upstream.Ahead,
            IdleTimeout = conversation.IdleTimeout,
            IdleLastWord = conversation.IdleLastWord,
        };
        using var session = new RelaySession(setup, options.Value, pool, time);
        fence.Guard(() => session.End(RelayEnding.SlotLost));
        var live = new LiveSession(info, session, conversation);
        var started = time.GetTimestamp();
        sessions.Add(live);
        metrics.Began(info.Contract);
        var span = SessionSpan.Of(context);
        span?.Connected();
        context.Find<IUsageFeature>()?.HandOver();
        var ending = new RelayEnding(RelayEndReason.Failed);
        try
        {
            ending = await session.RunAsync(FreeAsync);
        }
        finally
        {
            sessions.Remove(live);
            await FreeAsync(ending);
            await conversation.EndAsync(ending.Reason);
            var usage = conversation.Account(new SessionUsage
            {
                Socket = info,
                Protocol = context.Find<IContractFeature>()!.Served.Socket,
                WorkId = admission?.Request.Id,
                Model = context.Find<IRequestFactsFeature>()?.Facts.Model ?? context.Find<IContractFeature>()!.Served.DefaultModel,
                Language = context.Find<IRequestFactsFeature>()?.Facts.Language,
                Queued = admission?.Decision.Queued ?? TimeSpan.Zero,
                Duration = time.GetElapsedTime(started),
                Reason = ending.Reason,
                Traffic = session.Traffic,
            });
            observer.SessionEnded(usage);
            metrics.Ended(info.Contract, ending.Reason, usage.Duration, usage.Traffic);
            span?.Ended(RelayMetrics.NameOf(ending.Reason), usage.Traffic.FramesUp, usage.Traffic.FramesDown, usage.Results);
            Log(info, ending);
        }

        // What the socket holds is free when the upstream is gone; its client may take its time.
        async ValueTask FreeAsync(RelayEnding how)
        {
            await conversation.UpstreamGoneAsync(how.Reason);
            if (admission is { IsGiven: false } && how.Reason is RelayEndReason.UpstreamClosed && RefusedFor(session.UpstreamClose, admission.Request.Units, time.GetElapsedTime(started)) is { } limit)
                await shield.RefusedAsync(admission.Request, limit);
            await ReleaseAsync(context);
        }
    }

    /// <summary>
    /// For which limit the upstream closed a session that it had just accepted (waves-api 3.3, 6.3); null: for none. A 1008
    /// without a reason is told of sessions alone; with another reason it is about something else, and so is a late one.
    /// </summary>
    private static LimitKind? RefusedFor(CloseStatus close, AdmissionUnits units, TimeSpan after) => close switch
    {
        _ when after >= TimeSpan.FromSeconds(10) || !units.Takes(AdmissionUnits.Slot) => null,
        { Code: RelayCloseCodes.TryAgainLater } => LimitKind.Slots,
        { Code: RelayCloseCodes.PolicyViolation, Reason: "" } => LimitKind.Slots,
        { Code: RelayCloseCodes.PolicyViolation, Reason: { } reason } => UpstreamShield.LimitIn(reason),
        _ => null,
    };

    private RelaySessionInfo Describe(HttpContext context)
    {
        var caller = context.Find<ICallerFeature>();
        return new()
        {
            Id = "sock_" + UniqueId.New().ToString("N"),
            Contract = context.Find<IContractFeature>()!.Contract.Id,
            Served = context.Find<IContractFeature>()!.Served,
            Team = caller?.Key.Team,
            KeyId = caller?.Key.Id,
            Account = context.Find<IUpstreamFeature>()!.Account.Name,
            Since = time.GetUtcNow(),
            EndsAt = caller?.EndsAt,
        };
    }

    private void Log(RelaySessionInfo info, RelayEnding ending)
    {
        if (ending.Reason is RelayEndReason.ClientClosed or RelayEndReason.UpstreamClosed or RelayEndReason.ClientGone or RelayEndReason.Drained)
            logger.Ended(info.Id, info.Contract, ending.Reason);
        else
            logger.PeerFailed(info.Id, info.Contract, ending.Reason, ForwardingLog.CauseOf(ending.Cause));
    }
}
