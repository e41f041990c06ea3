namespace Gateway.Policies.Admission;

/// <summary>Whose limit it is.</summary>
public enum LimitLevel
{
    /// <summary>A pool of the upstream account.</summary>
    Account,

    /// <summary>The caller's team.</summary>
    Team,

    /// <summary>The caller's key.</summary>
    Key,
}
