namespace Gateway.Storage;

/// <summary>A step of the schema failed; none of it was kept.</summary>
/// <param name="step">Name of the step; null when it did not come to one.</param>
/// <param name="inner">What the driver said.</param>
internal sealed class SchemaUpgradeException(string? step, Exception inner)
    : Exception(step is null ? "The schema could not be upgraded." : $"Step '{step}' of the schema failed.", inner);
