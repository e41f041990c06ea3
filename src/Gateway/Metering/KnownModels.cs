using System.Collections.Frozen;
using Gateway.Policies.Contracts;

namespace Gateway.Metering;

/// <summary>Models that metrics tell apart: those that the contract knows. Callers can name any.</summary>
internal static class KnownModels
{
    private static readonly FrozenSet<string> Names = WavesContracts.All.Select(row => row.DefaultModel)
        .Concat([ModelNames.Lightning, ModelNames.LightningPro, ModelNames.Pulse, ModelNames.PulsePro, ModelNames.Electron, ModelNames.Hydra, "hydra-v1.0", "hydra"])
        .OfType<string>().Select(ModelName.Canonical).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The model where it is known, <c>none</c> without one, else <c>other</c>.</summary>
    /// <param name="model">In its canonical spelling.</param>
    public static string Fold(string? model) => model is null ? "none" : Names.TryGetValue(model, out var known) ? known : "other";
}
