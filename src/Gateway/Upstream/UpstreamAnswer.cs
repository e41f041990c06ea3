namespace Gateway.Upstream;

/// <summary>That the upstream has answered.</summary>
/// <param name="Address">Which address of the account.</param>
/// <param name="After">From the request leaving, a connection that had to be made included, to the head of the answer.</param>
public sealed record UpstreamAnswer(Uri Address, TimeSpan After);
