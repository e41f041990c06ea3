using Gateway.Admission.Redis;

namespace Gateway.RequestPath;

/// <summary>The same with the books of capacity in Redis.</summary>
public sealed class RedisWavesFixture(RedisFixture redis) : WavesFixture
{
    private protected override async Task ConfigureAsync(GatewaySetup setup)
    {
        setup.Settings["Gateway:Redis:ConnectionString"] = (await redis.ServerAsync()).ConnectionString;
        setup.Settings["Gateway:Redis:KeyPrefix"] = $"test-{Guid.NewGuid():N}"[..17];
        // What a busy test machine takes for an answer is not what these tests are about.
        setup.Settings["Gateway:Admission:DecisionBudget"] = "00:00:05";
    }
}
