namespace Gateway.Forwarding;

/// <summary>Notes that the upstream's answer broke after it had begun.</summary>
/// <param name="Cause">What the transport said.</param>
internal sealed record BrokenStream(Exception Cause);
