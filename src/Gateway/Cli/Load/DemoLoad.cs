using System.Net.WebSockets;
using Gateway.Policies.Contracts;
using Gateway.Policies.Usage;

namespace Gateway.Cli.Load;

/// <summary>
/// A small crowd that does a bit of everything on a gateway, again and again: enough for every panel of every dashboard.
/// More than the standard plan allows, so that some wait and some are refused.
/// </summary>
internal static class DemoLoad
{
    /// <summary>Between two runs of the same act.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>The prices that are published (waves-api 9). The others are not known, and their cost stays unknown.</summary>
    public static PriceBook Prices { get; } = new()
    {
        Prices =
        [
            new(PriceUnit.Characters, 0.195m) { Per = 10_000, Model = ModelNames.LightningPro },
            new(PriceUnit.AudioSeconds, 0.005m) { Per = 60, Model = ModelNames.Pulse, Scope = "stt" },
            new(PriceUnit.AudioSeconds, 0.004m) { Per = 60, Model = ModelNames.PulsePro, Scope = "stt" },
            new(PriceUnit.AudioSeconds, 0.008m) { Per = 60, Model = ModelNames.Pulse, Scope = "stt-live" },
        ],
    };

    /// <summary>Sends until it is cancelled. A gateway that is away is tried again.</summary>
    /// <param name="gateway">Root of its data plane.</param>
    /// <param name="secrets">Keys of the teams that take turns; one of nobody's is added.</param>
    /// <param name="pause">Between two runs of the same act.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task RunAsync(Uri gateway, IReadOnlyList<string> secrets, TimeSpan pause, TimeProvider time, CancellationToken cancellationToken)
    {
        var callers = secrets.Select(secret => new LoadCaller(gateway, secret)).ToArray();
        using var stranger = new LoadCaller(gateway, "sk_nobody");
        try
        {
            await Task.WhenAll(LoadActs.All
                .Select((act, i) => RepeatAsync(round => act(callers[(i + round) % callers.Length], cancellationToken), pause, time, cancellationToken))
                .Append(RepeatAsync(_ => stranger.GetAsync("/waves/v1/lightning-v3.1/get_voices", cancellationToken), pause, time, cancellationToken)));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // As it was told.
        }
        finally
        {
            foreach (var caller in callers)
                caller.Dispose();
        }
    }

    private static async Task RepeatAsync(Func<int, Task> act, TimeSpan pause, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var round = 0; ; round++)
        {
            try
            {
                await act(round);
            }
            catch (Exception e) when (e is HttpRequestException or WebSocketException or IOException && !cancellationToken.IsCancellationRequested)
            {
                // Refused, cut off, or nobody there yet: the next round tells.
            }
            await Task.Delay(pause, time, cancellationToken);
        }
    }
}
