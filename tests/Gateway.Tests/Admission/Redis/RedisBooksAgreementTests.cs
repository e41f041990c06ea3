namespace Gateway.Admission.Redis;

/// <summary>On the first Redis that can be had.</summary>
public sealed class RedisBooksAgreementTests(RedisFixture redis, ITestOutputHelper output) : BooksAgreementTests(output)
{
    protected override Task<ITestRedis> ServerAsync() => redis.ServerAsync();
}
