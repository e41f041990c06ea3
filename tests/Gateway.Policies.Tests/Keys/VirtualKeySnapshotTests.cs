namespace Gateway.Policies.Keys;

public sealed class VirtualKeySnapshotTests
{
    private static readonly KeyHasher Hasher = new("a pepper for tests only"u8);

    [Fact]
    public void Find_BySecretAndById()
    {
        var key = new VirtualKey { Id = "key_1", Team = "payments" };
        var snapshot = Snapshot(("secret-1", key));

        Assert.Same(key, snapshot.Find("secret-1"));
        Assert.Same(key, snapshot.FindById("key_1"));
        Assert.Null(snapshot.Find("secret-2"));
        Assert.Null(snapshot.Find(new string('x', 10_000)));
        Assert.Null(snapshot.FindById("key_2"));
    }

    [Fact]
    public void FindActive_GivesWhatIsInForce_AndNeverAnother()
    {
        var now = DateTimeOffset.UnixEpoch.AddDays(1);
        var good = new VirtualKey { Id = "key_1", Team = "payments" };
        var snapshot = Snapshot(
            ("good", good), ("revoked", good with { Id = "key_2", RevokedAt = now }), ("expired", good with { Id = "key_3", ExpiresAt = DateTimeOffset.UnixEpoch }));

        Assert.Same(good, snapshot.FindActive("good", now));
        Assert.Null(snapshot.FindActive("revoked", now));
        Assert.Null(snapshot.FindActive("expired", now));
        Assert.All(Enumerable.Range(0, 100), i => Assert.Null(snapshot.FindActive($"unknown-{i}", now)));
        Assert.Null(snapshot.FindActive(new string('x', 10_000), now));
        Assert.Null(Snapshot().FindActive("good", now));
        Assert.Null(new VirtualKeySnapshot([], 1).FindActive("good", now));
    }

    [Fact]
    public void KeyInRotation_IsKnownByItsIdAsTheOneThatLasts()
    {
        var key = new VirtualKey { Id = "key_1", Team = "payments" };
        var former = key with { ExpiresAt = DateTimeOffset.UnixEpoch };

        Assert.Same(key, Snapshot(("old", former), ("new", key)).FindById("key_1"));
        Assert.Same(key, Snapshot(("new", key), ("old", former)).FindById("key_1"));
        Assert.Single(Snapshot(("old", former), ("new", key)).Keys);
    }

    [Fact]
    public void WithoutAPepper_NoKeyIsKnown() =>
        Assert.Null(new VirtualKeySnapshot([], 1).Find("secret"));

    [Fact]
    public void Find_AllocatesNothing_AmongManyKeysToo()
    {
        var snapshot = Snapshot([.. Enumerable.Range(0, 10_000).Select(i => ($"secret-{i}", new VirtualKey { Id = $"key_{i}", Team = "payments" }))]);
        snapshot.Find("secret-1");
        snapshot.Find("nobody's");

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            snapshot.Find("secret-77");
            snapshot.Find("nobody's");
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static VirtualKeySnapshot Snapshot(params (string Secret, VirtualKey Key)[] keys) => new(
        keys.ToDictionary(
            pair =>
            {
                Assert.True(Hasher.TryHash(pair.Secret, out var hash));
                return hash;
            },
            pair => pair.Key),
        1)
    { Hasher = Hasher };
}
