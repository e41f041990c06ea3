using System.Security.Cryptography;

namespace Waves.Simulator.Wire;

/// <summary>Ids in the looks of the service (contract 7.3).</summary>
internal static class SystemIds
{
    /// <summary><paramref name="prefix"/> and random lower-case hex digits.</summary>
    public static string New(string prefix, int digits) => prefix + RandomNumberGenerator.GetHexString(digits, lowercase: true);

    /// <summary>A database id: 24 hex digits.</summary>
    public static string Object() => New("", 24);

    public static string Uuid() => Guid.NewGuid().ToString();
}
