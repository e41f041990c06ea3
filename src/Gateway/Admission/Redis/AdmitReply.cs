using Gateway.Policies.Admission;

namespace Gateway.Admission.Redis;

/// <summary>What the books said to a request.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Decision">The decision, when there is one.</param>
/// <param name="NextChange">When the books may give turns by time alone; null: nothing waits for that.</param>
internal readonly record struct AdmitReply(AdmitStatus Status, AdmissionDecision Decision, TimeSpan? NextChange);
