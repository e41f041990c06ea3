namespace Gateway.Benchmarks.Admission;

/// <summary>What one call saw.</summary>
/// <param name="Team">Who called.</param>
/// <param name="Sent">When, since the crowd began.</param>
/// <param name="Took">From sending to the last byte.</param>
/// <param name="Queued">What the gateway says it stood in the queue.</param>
/// <param name="Status">HTTP status; 0: the connection broke.</param>
/// <param name="RetryAfter">What the gateway says about trying again.</param>
internal readonly record struct ChatCall(string Team, TimeSpan Sent, TimeSpan Took, TimeSpan Queued, int Status, TimeSpan? RetryAfter);
