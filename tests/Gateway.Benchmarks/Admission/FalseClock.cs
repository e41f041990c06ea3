using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Benchmarks.Admission;

/// <summary>A time of day that is off, by as much as a file says at the moment; time passes there as everywhere. Thread-safe.</summary>
/// <param name="path">The file: a time, <c>01:00:00</c>.</param>
internal sealed class FalseClock(string path) : TimeProvider
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private long _looked;
    private long _off = Read(path).Ticks;

    public override DateTimeOffset GetUtcNow()
    {
        if (GetElapsedTime(Volatile.Read(ref _looked)) > Look)
        {
            Volatile.Write(ref _looked, GetTimestamp());
            Volatile.Write(ref _off, Read(path).Ticks);
        }
        return base.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _off));
    }

    /// <summary>Sets what the file says.</summary>
    public static void Set(string path, TimeSpan off)
    {
        File.WriteAllText(path + ".new", off.ToString("c", CultureInfo.InvariantCulture));
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Runs a gateway by this clock, with the settings of the environment, until it is told to end.</summary>
    public Task RunGatewayAsync() => GatewayHost.Build(customize: builder => builder.Services.AddSingleton<TimeProvider>(this)).RunAsync();

    private static TimeSpan Read(string path) => TimeSpan.ParseExact(File.ReadAllText(path), "c", CultureInfo.InvariantCulture);
}
