using StackExchange.Redis;

namespace Gateway.Admission.Redis;

/// <summary>On a cluster: every key that a script touches is on the node that runs it.</summary>
public sealed class RedisClusterAdmissionStoreConformance(RedisClusterFixture fixture) : AdmissionStoreConformance, IClassFixture<RedisClusterFixture>
{
    [Fact]
    public async Task Accounts_OnAllNodes_AreServedByOneReplica()
    {
        await using var test = await StartStoreAsync(new());

        for (var account = 0; account < 12; account++)
        {
            var work = Work(Slots(1)) with { Account = $"account-{account}" };
            Assert.True((await test.Store.AdmitAsync(work, default)).Admitted);
            Assert.False((await test.Store.AdmitAsync(Work(Slots(1)) with { Account = work.Account }, default)).Admitted);
        }

        await using var redis = await ConnectionMultiplexer.ConnectAsync(fixture.Cluster.ConnectionString);
        Assert.All(redis.GetServers(), node => Assert.NotEmpty(node.Keys(pattern: "*}:leases")));
    }

    private protected override Task<StoreUnderTest> StartStoreAsync(AdmissionOptions options) => StoreUnderTest.OfAsync(fixture.Cluster, options);
}
