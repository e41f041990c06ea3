using Waves.Simulator.Wire;

namespace Waves.Simulator.Analytics;

/// <summary>Control-plane health (O1, contract 2.10): no key, 200 or 503.</summary>
internal sealed class HealthRoutes(SimulatorSettings settings)
{
    public IEnumerable<Row> Rows() =>
        [Row.Get("O1", "/waves/v1/health", PlainDialect.Instance, AnswerAsync) with { Anonymous = true }];

    private Task AnswerAsync(Call call)
    {
        var healthy = settings.Healthy;
        return call.AnswerAsync(healthy ? 200 : 503, new
        {
            status = healthy ? "ok" : "degraded",
            mongo = new { status = "ok" },
            redis = new { status = healthy ? "ok" : "down" },
            rabbitmq = new { status = "ok" },
        });
    }
}
