namespace Gateway.RequestPath;

/// <summary>Tests that measure the process run when no other test does.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public sealed class AloneInTheProcess;
