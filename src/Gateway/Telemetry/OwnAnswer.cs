using Gateway.Policies.Errors;

namespace Gateway.Telemetry;

/// <summary>Notes that the gateway answered itself.</summary>
/// <param name="Kind">Why.</param>
internal sealed record OwnAnswer(ErrorKind Kind);
