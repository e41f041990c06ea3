using Gateway.Admin.Documents;
using Gateway.Storage;

namespace Gateway.Admin;

/// <summary>Rows of keys as documents.</summary>
internal static class KeyDocuments
{
    /// <summary>A key with its secrets.</summary>
    public static KeyDocument Of(KeyRow row, IEnumerable<SecretRow> secrets, DateTimeOffset now)
    {
        var settings = row.ReadSettings();
        return new(settings)
        {
            Id = row.Id,
            Team = row.Team,
            Name = row.Name,
            Status = row.RevokedAt is not null ? KeyStatus.Revoked : settings.ExpiresAt <= now ? KeyStatus.Expired : KeyStatus.Active,
            Secrets =
            [
                .. from secret in secrets
                   where secret.RetiresAt is not { } end || end > now.ToUnixTimeMilliseconds()
                   select new SecretDocument(secret.Hint, Time(secret.CreatedAt), secret.RetiresAt is { } retires ? Time(retires) : null),
            ],
            CreatedAt = Time(row.CreatedAt),
            UpdatedAt = Time(row.UpdatedAt),
            RevokedAt = row.RevokedAt is { } revoked ? Time(revoked) : null,
            Version = row.Version,
        };
    }

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
