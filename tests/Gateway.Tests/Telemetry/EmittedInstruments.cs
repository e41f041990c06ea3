using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Linq.Expressions;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Telemetry;

/// <summary>
/// Every instrument of the gateway's own meters, found in the program itself: each class <c>…Metrics</c> is made once,
/// and the tags that a few calls leave on its instruments are noted.
/// </summary>
internal static class EmittedInstruments
{
    public sealed record Signal(string Name, string Kind, string Unit, string Meter);

    /// <summary>All instruments by name.</summary>
    public static IReadOnlyDictionary<string, Signal> All()
    {
        var signals = new ConcurrentDictionary<string, Signal>();
        using var services = new ServiceCollection().AddMetrics().AddSingleton(TimeProvider.System).AddSingleton<Recordings>().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, meters))
                    signals[instrument.Name] = new(instrument.Name, KindOf(instrument), instrument.Unit ?? "", instrument.Meter.Name);
            },
        };
        listener.Start();
        foreach (var type in typeof(GatewayHost).Assembly.GetTypes().Where(MakesInstruments))
            Observe(ActivatorUtilities.CreateInstance(services, type));
        return signals;
    }

    /// <summary>Instruments that watch somebody else's figures are made when that somebody hands its functions over.</summary>
    private static void Observe(object metrics)
    {
        foreach (var method in metrics.GetType().GetMethods().Where(m => m.GetParameters() is { Length: > 0 } all && all.All(p => IsFunction(p.ParameterType))))
            method.Invoke(metrics, [.. method.GetParameters().Select(p => Expression.Lambda(p.ParameterType, Expression.Default(p.ParameterType.GetGenericArguments()[0])).Compile())]);
    }

    private static bool IsFunction(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Func<>);

    private static bool MakesInstruments(Type type) =>
        type is { IsClass: true, IsAbstract: false }
        && type.GetConstructors().Any(c => c.GetParameters().Any(p => p.ParameterType == typeof(IMeterFactory)));

    private static string KindOf(Instrument instrument) => instrument.GetType().Name switch
    {
        var name when name.StartsWith("Histogram", StringComparison.Ordinal) => "histogram",
        var name when name.Contains("UpDownCounter", StringComparison.Ordinal) => "up-down counter",
        var name when name.Contains("Counter", StringComparison.Ordinal) => "counter",
        _ => "gauge",
    };
}
