using System.Security.Cryptography;
using System.Text;

namespace Gateway.Policies.Keys;

public sealed class KeyHasherTests
{
    [Theory]
    [InlineData(16, 0)]
    [InlineData(32, 1)]
    [InlineData(64, 55)]
    [InlineData(64, 64)]
    [InlineData(65, 46)]
    [InlineData(200, 512)]
    public void Hash_OfAnySecretUnderAnyPepper_IsItsHmac(int pepperBytes, int secretBytes)
    {
        var pepper = RandomNumberGenerator.GetBytes(pepperBytes);
        var secret = new string('k', secretBytes);

        Assert.True(new KeyHasher(pepper).TryHash(secret, out var hash));

        Assert.Equal(HMACSHA256.HashData(pepper, Encoding.UTF8.GetBytes(secret)), hash.ToBytes());
    }

    [Fact]
    public void Hash_OfSomethingTooLongToBeASecret_IsNone() => Assert.False(new KeyHasher(new byte[16]).TryHash(new string('k', 513), out _));
}
