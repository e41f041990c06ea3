namespace Gateway.Policies.Contracts;

/// <summary>What happens on a deprecated or retired route; each can be set per route (waves-api 8.2, 8.3).</summary>
public enum RouteMode
{
    /// <summary>Forward to the route as it was called.</summary>
    Pass,

    /// <summary>Forward to the successor with the same payload.</summary>
    Rewrite,

    /// <summary>Answer 410 here, without an upstream call.</summary>
    Gone,
}
