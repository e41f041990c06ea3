namespace Gateway.Metering;

/// <summary>What is written down about work that was done.</summary>
internal sealed class MeteringOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Gateway:Metering";

    /// <summary>Whether usage is metered at all. Without it there are no records, and budgets do not fill.</summary>
    public bool Enabled { get; set; } = true;
}
