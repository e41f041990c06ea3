namespace Gateway.Configuration;

/// <summary>What stands outside the process and is named by settings. Tried by <c>gateway check</c>; changes nothing there.</summary>
internal interface IReachable
{
    /// <summary>Tries to reach it; never throws for what it finds there.</summary>
    Task<IReadOnlyList<Reachability>> TryAsync(CancellationToken cancellationToken);
}
