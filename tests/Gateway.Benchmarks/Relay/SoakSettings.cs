using System.Globalization;

namespace Gateway.Benchmarks.Relay;

/// <summary>How long and how hard a soak runs, from the command line.</summary>
internal sealed record SoakSettings
{
    /// <summary>Sockets, open from the beginning to the end.</summary>
    public int Sockets { get; init; } = 2000;

    /// <summary>Frames a second on each socket: audio up.</summary>
    public double Rate { get; init; } = 50;

    /// <summary>Frames a second on each socket: transcripts down.</summary>
    public double DownRate { get; init; } = 2;

    /// <summary>How long frames are sent.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A line of the table each.</summary>
    public TimeSpan Sample { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The gateway's assembly.</summary>
    public string Gateway { get; init; } = Path.Combine(AppContext.BaseDirectory, "gateway.dll");

    /// <summary>Reads <c>name=value</c> arguments: sockets, rate, down (frames a second), seconds, sample (seconds), gateway.</summary>
    public static SoakSettings Parse(IEnumerable<string> arguments)
    {
        var settings = new SoakSettings();
        foreach (var argument in arguments)
        {
            var (name, value) = argument.Split('=', 2) is [var n, var v] ? (n, v) : throw new ArgumentException($"'{argument}' is not name=value.");
            settings = name switch
            {
                "sockets" => settings with { Sockets = (int)Number(value) },
                "rate" => settings with { Rate = Number(value) },
                "down" => settings with { DownRate = Number(value) },
                "seconds" => settings with { Duration = TimeSpan.FromSeconds(Number(value)) },
                "sample" => settings with { Sample = TimeSpan.FromSeconds(Number(value)) },
                "gateway" => settings with { Gateway = Path.GetFullPath(value) },
                _ => throw new ArgumentException($"There is no setting '{name}'."),
            };
        }
        return settings;
    }

    private static double Number(string value) => double.Parse(value, CultureInfo.InvariantCulture);
}
