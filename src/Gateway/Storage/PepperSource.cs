using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Gateway.Storage;

/// <summary>
/// Where the pepper comes from: the settings, or else the database, which then keeps one that was made for it. The
/// database also keeps a check value, so that a wrong pepper is reported instead of refusing every key. Thread-safe.
/// </summary>
internal sealed class PepperSource(IOptions<KeysOptions> options)
{
    private const string Stored = "pepper";
    private const string CheckValue = "pepper_check";
    private static readonly byte[] CheckText = "waves-gateway pepper check"u8.ToArray();

    /// <summary>The pepper of a database that has one already; null for a new database.</summary>
    /// <exception cref="DatabaseUnavailableException">The keys were hashed under another pepper.</exception>
    public async Task<Pepper?> FindAsync(DatabaseSession session)
    {
        var check = await SettingTable.FindAsync(session, CheckValue);
        if (check is null)
            return null;
        var pepper = FromSettings() ?? await SettingTable.FindAsync(session, Stored) ?? throw Wrong(
            $"The keys of the database were hashed under a pepper that was configured then. Set {KeysOptions.Section}:Pepper to it.");
        return Check(pepper) == check ? new(pepper) : throw Wrong(
            $"{KeysOptions.Section}:Pepper is not the pepper under which the keys of the database were hashed. Set the former one, or leave it out if none was set.");
    }

    /// <summary>The pepper of a database, made and written if it is new.</summary>
    /// <param name="session">A session that writes; the caller commits.</param>
    /// <exception cref="DatabaseUnavailableException">The keys were hashed under another pepper.</exception>
    public async Task<Pepper> CreateAsync(DatabaseSession session)
    {
        if (await FindAsync(session) is { } known)
            return known;
        var pepper = FromSettings();
        if (pepper is null)
        {
            pepper = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
            await SettingTable.TryAddAsync(session, Stored, pepper);
        }
        await SettingTable.TryAddAsync(session, CheckValue, Check(pepper));
        return new(pepper);
    }

    private string? FromSettings() => options.Value.Pepper?.Reveal();

    private static string Check(string pepper) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(pepper), CheckText));

    private static DatabaseUnavailableException Wrong(string message) => new(DatabaseFault.WrongPepper, message);
}
