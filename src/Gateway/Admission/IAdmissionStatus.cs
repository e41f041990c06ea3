using Gateway.Policies.Admission;

namespace Gateway.Admission;

/// <summary>How the books are kept just now, for readiness and operators. Thread-safe.</summary>
public interface IAdmissionStatus
{
    /// <summary><see cref="AdmissionMode.Normal"/> for one process without Redis, too.</summary>
    AdmissionMode Mode { get; }
}
