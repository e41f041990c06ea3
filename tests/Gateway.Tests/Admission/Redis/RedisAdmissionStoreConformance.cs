namespace Gateway.Admission.Redis;

/// <summary>On the first Redis that can be had.</summary>
public sealed class RedisAdmissionStoreConformance(RedisFixture redis) : AdmissionStoreConformance
{
    private protected override async Task<StoreUnderTest> StartStoreAsync(AdmissionOptions options) => await StoreUnderTest.OfAsync(await redis.ServerAsync(), options);
}
