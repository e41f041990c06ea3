namespace Gateway.Admin.Documents;

/// <summary>Whether a key is in force.</summary>
internal enum KeyStatus
{
    /// <summary>In force.</summary>
    Active,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>Withdrawn for good.</summary>
    Revoked,
}
