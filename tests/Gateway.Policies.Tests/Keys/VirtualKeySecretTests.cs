using CsCheck;

namespace Gateway.Policies.Keys;

public sealed class VirtualKeySecretTests
{
    [Fact]
    public void Create_MakesSecretsThatAreWellFormedAndDiffer()
    {
        var secrets = Enumerable.Range(0, 1000).Select(_ => VirtualKeySecret.Create()).ToList();

        Assert.All(secrets, secret => Assert.True(VirtualKeySecret.IsWellFormed(secret)));
        Assert.All(secrets, secret => Assert.StartsWith("sk_wg_", secret, StringComparison.Ordinal));
        Assert.Equal(1000, secrets.Distinct().Count());
    }

    [Fact]
    public void OneOtherCharacter_OrAnotherLength_IsFound()
    {
        var secret = VirtualKeySecret.Create();
        Gen.Select(Gen.Int[0, secret.Length - 1], Gen.Char).Sample((position, c) =>
        {
            var typo = string.Concat(secret.AsSpan(0, position), c.ToString(), secret.AsSpan(position + 1));
            return VirtualKeySecret.IsWellFormed(typo) == (secret[position] == c);
        });
        Assert.False(VirtualKeySecret.IsWellFormed(secret.AsSpan(0, secret.Length - 1)));
        Assert.False(VirtualKeySecret.IsWellFormed(secret + "A"));
        Assert.False(VirtualKeySecret.IsWellFormed(""));
    }

    /// <summary>It is asked at every call.</summary>
    [Fact]
    public void IsWellFormed_AllocatesNothing()
    {
        var secret = VirtualKeySecret.Create();
        var least = long.MaxValue;
        for (var round = 0; round < 10; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            VirtualKeySecret.IsWellFormed(secret);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }
}
