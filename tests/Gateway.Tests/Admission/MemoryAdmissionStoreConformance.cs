using Gateway.Policies.Admission;

namespace Gateway.Admission;

/// <summary>In one process.</summary>
public sealed class MemoryAdmissionStoreConformance : AdmissionStoreConformance
{
    private protected override Task<StoreUnderTest> StartStoreAsync(AdmissionOptions options) =>
        Task.FromResult(new StoreUnderTest(new MemoryAdmissionStore(options.Rules, TimeProvider.System), () => ValueTask.CompletedTask));
}
