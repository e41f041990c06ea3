namespace Gateway.Admission;

/// <summary>What an account does while Redis does not answer.</summary>
public enum OutageMode
{
    /// <summary>Each replica serves its share of every figure.</summary>
    Degraded,

    /// <summary>What has a limit is refused.</summary>
    Closed,

    /// <summary>Everything is let in.</summary>
    Open,
}
