using System.Globalization;

namespace Gateway.Benchmarks.Comparison;

/// <summary>What to compare, from the command line.</summary>
internal sealed record ComparisonSettings
{
    /// <summary>Names of loads.</summary>
    public IReadOnlyList<string> Loads { get; init; } = ["stt", "tts", "hydra", "chat", "chat-paced", "audio64k", "audio64k-paced", "sse-chat", "sse-audio", "upload"];

    /// <summary>Names of proxies, in the order of each round.</summary>
    public IReadOnlyList<string> Proxies { get; init; } = ["yarp", "gateway", "nginx"];

    /// <summary>Sockets through each proxy.</summary>
    public int Sockets { get; init; } = 100;

    /// <summary>Rounds of each proxy, interleaved.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>Length of a round.</summary>
    public TimeSpan RoundTime { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Load before the first round, for each proxy.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The gateway's assembly.</summary>
    public string Gateway { get; init; } = Path.Combine(AppContext.BaseDirectory, "gateway.dll");

    /// <summary>Reads <c>name=value</c> arguments: loads, proxies (separated by <c>+</c>), sockets, rounds, round, warmup, gateway.</summary>
    public static ComparisonSettings Parse(IEnumerable<string> arguments)
    {
        var settings = new ComparisonSettings();
        foreach (var argument in arguments)
        {
            var (name, value) = argument.Split('=', 2) is [var n, var v] ? (n, v) : throw new ArgumentException($"'{argument}' is not name=value.");
            settings = name switch
            {
                "loads" => settings with { Loads = value.Split('+') },
                "proxies" => settings with { Proxies = value.Split('+') },
                "sockets" => settings with { Sockets = Number(value) },
                "rounds" => settings with { Rounds = Number(value) },
                "round" => settings with { RoundTime = TimeSpan.FromSeconds(Number(value)) },
                "warmup" => settings with { WarmUp = TimeSpan.FromSeconds(Number(value)) },
                "gateway" => settings with { Gateway = Path.GetFullPath(value) },
                _ => throw new ArgumentException($"There is no setting '{name}'."),
            };
        }
        return settings;
    }

    private static int Number(string value) => int.Parse(value, CultureInfo.InvariantCulture);
}
