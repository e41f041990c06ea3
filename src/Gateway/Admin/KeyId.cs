using System.Security.Cryptography;

namespace Gateway.Admin;

/// <summary>Public ids of keys: <c>key_</c> and 20 characters, 100 random bits; no letters that are taken for digits.</summary>
internal static class KeyId
{
    private const string Alphabet = "23456789abcdefghijkmnpqrstuvwxyz";

    /// <summary>A new id.</summary>
    public static string Create() => "key_" + RandomNumberGenerator.GetString(Alphabet, 20);
}
