using System.Buffers;
using Gateway.Budgets;
using Gateway.Policies.Budgets;
using Gateway.Policies.Contracts;
using Gateway.Policies.Errors;
using Gateway.Policies.Keys;

namespace Gateway.Relay.Sessions;

/// <summary>
/// Ends sockets in the midst of their session when the budget that pays for them is used up. Looks four times a second at
/// what the sockets of limited keys have used so far; the others cost a look-up.
/// </summary>
internal sealed class SessionBudgets(RelaySessions sessions, BudgetGuard guard, IVirtualKeyDirectory keys, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Glance, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            Look();
    }

    /// <summary>Looks at every socket once.</summary>
    public void Look()
    {
        var snapshot = keys.Current;
        foreach (var live in sessions.Live)
        {
            // The key as it is now, not as it was when the session began: a budget that was raised lets it go on.
            if (live.Session.IsEnding || live.Info.KeyId is not { } id || snapshot.FindById(id) is not { } key || !BudgetBook.IsLimited(key))
                continue;
            if (live.Conversation.WorkId is { } workId)
                guard.Progress(workId, live.Conversation.Progress, live.Info.Served);
            if (guard.Check(key, live.Info.Served, runs: true) is { } error)
                End(live, error);
        }
    }

    /// <summary>What is a piece of work in itself ends at once; a socket of several ends when the one that runs is through: it is paid for.</summary>
    private static void End(LiveSession live, GatewayError error)
    {
        var ending = RelayEnding.Spent(LastWordOf(live.Info.Served, error));
        if (live.Conversation.WorkId is null)
            live.Conversation.Drain(() => live.Session.End(ending));
        else
            live.Session.End(ending);
    }

    private static ReadOnlyMemory<byte> LastWordOf(WavesContract contract, GatewayError error)
    {
        // STT sockets close with a reason word and nothing before it (waves-api 3.3).
        if (contract.Socket is not (SocketProtocol.Tts or SocketProtocol.Hydra))
            return default;
        var frame = new ArrayBufferWriter<byte>(256);
        contract.Dialect.WriteFrame(frame, error, default);
        return frame.WrittenMemory;
    }
}
