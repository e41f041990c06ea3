namespace Gateway.Policies.Errors;

/// <summary>Ids of a client frame that an error frame repeats; null where the client sent none.</summary>
/// <param name="SessionId"><c>session_id</c> of a TTS frame.</param>
/// <param name="RequestId"><c>request_id</c> of a TTS frame.</param>
/// <param name="EventId"><c>event_id</c> of a Hydra frame.</param>
public readonly record struct FrameEcho(string? SessionId, string? RequestId, string? EventId);
