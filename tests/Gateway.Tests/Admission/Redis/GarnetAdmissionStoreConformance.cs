namespace Gateway.Admission.Redis;

/// <summary>On Garnet.</summary>
public sealed class GarnetAdmissionStoreConformance(GarnetFixture garnet) : AdmissionStoreConformance
{
    private protected override Task<StoreUnderTest> StartStoreAsync(AdmissionOptions options) => StoreUnderTest.OfAsync(garnet.Server, options);
}
