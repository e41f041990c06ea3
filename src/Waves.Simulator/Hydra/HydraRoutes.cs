using Waves.Simulator.Books;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Hydra;

/// <summary>Speech to speech (H1, contract 4.3).</summary>
internal sealed class HydraRoutes(SimulatorSettings settings, SimulatorBooks books, TimeProvider time)
{
    public IEnumerable<Row> Rows() => [Row.Ws("H1", "/waves/v1/s2s", OpenAsync)];

    private Task OpenAsync(Call call) => HydraModel.Find(call.Query("model")) is { } model
        ? new HydraSession(call, model, settings, books, time).RunAsync()
        : call.AnswerAsync(400, PlainDialect.Body("Unknown model."));
}
