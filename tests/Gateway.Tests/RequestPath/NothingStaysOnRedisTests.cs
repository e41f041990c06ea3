namespace Gateway.RequestPath;

public sealed class NothingStaysOnRedisTests(RedisWavesFixture fixture) : NothingStaysSuite(fixture), IClassFixture<RedisWavesFixture>;
