namespace Gateway.Admin.Access;

/// <summary>What an administrator may do; each role includes the ones before it.</summary>
internal static class AdminRole
{
    /// <summary>Reads everything but the audit log.</summary>
    public const string Viewer = "viewer";

    /// <summary>Changes keys and teams, ends sessions.</summary>
    public const string Operator = "operator";

    /// <summary>Everything: plans, prices, audit log.</summary>
    public const string Admin = "admin";
}
