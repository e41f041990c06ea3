namespace Gateway.Policies.Keys;

public sealed class KeyHashTableTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(1);

    [Theory]
    [InlineData(0UL)]
    [InlineData(ulong.MaxValue / 2)]
    [InlineData(ulong.MaxValue)]    // The last slot: the search goes on at the first.
    public void HashesThatLeadToOnePlace_AreToldApart(ulong place)
    {
        var keys = Enumerable.Range(0, 9).ToDictionary(i => new KeyHash(place, 1, 1, (ulong)i), i => new VirtualKey { Id = $"key_{i}", Team = "payments" });

        var table = new KeyHashTable(keys);

        Assert.Equal(9, table.Count);
        Assert.All(keys, pair => Assert.Same(pair.Value, table.Find(pair.Key)));
        Assert.All(keys, pair => Assert.Same(pair.Value, table.FindActive(pair.Key, Now)));
        Assert.Null(table.Find(new(place, 1, 1, 9)));
        Assert.Null(table.FindActive(new(place, 2, 1, 0), Now));
    }

    [Fact]
    public void AnyNumberOfKeys_AreFound_AndNoOther()
    {
        var random = new Random(1);
        foreach (var count in (int[])[0, 1, 2, 3, 10, 1_000])
        {
            var keys = Enumerable.Range(0, count).ToDictionary(_ => Hash(random), i => new VirtualKey { Id = $"key_{i}", Team = "payments" });
            var table = new KeyHashTable(keys);

            Assert.All(keys, pair => Assert.Same(pair.Value, table.Find(pair.Key)));
            Assert.All(Enumerable.Range(0, 1_000), _ => Assert.Null(table.Find(Hash(random))));
            Assert.Null(table.FindActive(default, Now));
        }
    }

    [Fact]
    public void FindActive_JudgesAsTheKeyDoes()
    {
        var key = new VirtualKey { Id = "key_1", Team = "payments" };
        VirtualKey[] keys =
        [
            key, key with { RevokedAt = Now.AddDays(1) }, key with { ExpiresAt = Now }, key with { ExpiresAt = Now.AddTicks(1) },
            key with { ExpiresAt = Now.AddTicks(1).ToOffset(TimeSpan.FromHours(5)) }, key with { ExpiresAt = DateTimeOffset.MaxValue, RevokedAt = Now },
        ];
        var table = new KeyHashTable(keys.Index().ToDictionary(each => Hash(each.Index), each => each.Item));

        Assert.All(keys.Index(), each => Assert.Same(each.Item.IsActive(Now) ? each.Item : null, table.FindActive(Hash(each.Index), Now)));

        static KeyHash Hash(int number) => new((ulong)number << 60, 0, 0, 0);
    }

    private static KeyHash Hash(Random random) => new((ulong)random.NextInt64() << 1, (ulong)random.NextInt64(), 0, 0);
}
