namespace Gateway.Policies.Admission;

/// <summary>Questions about units.</summary>
public static class AdmissionUnitsExtensions
{
    /// <summary>Whether a unit is among them.</summary>
    public static bool Takes(this AdmissionUnits units, AdmissionUnits unit) => (units & unit) != 0;
}
