using Gateway.Policies.Admission;

namespace Gateway.Admission.Redis;

/// <summary>A lease as its holder writes it down.</summary>
/// <param name="Request">The work.</param>
/// <param name="Age">Since it was admitted.</param>
/// <param name="Untold">The books were never told of it.</param>
internal readonly record struct LeaseNote(AdmissionRequest Request, TimeSpan Age, bool Untold);
