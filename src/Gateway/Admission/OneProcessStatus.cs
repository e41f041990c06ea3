using Gateway.Policies.Admission;

namespace Gateway.Admission;

/// <summary>Books in memory always answer.</summary>
internal sealed class OneProcessStatus : IAdmissionStatus
{
    public OneProcessStatus(AdmissionMetrics metrics) => metrics.ObserveMode(() => Mode);

    public AdmissionMode Mode => AdmissionMode.Normal;
}
