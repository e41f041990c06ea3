using Microsoft.Extensions.Options;

namespace Gateway.Admin;

/// <summary>Refuses admin keys that can be guessed, and half an identity provider.</summary>
internal sealed class AdminOptionsValidator : IValidateOptions<AdminOptions>
{
    // Fragments of what stands in sample configurations.
    private static readonly string[] SampleWords = ["changeme", "change-me", "change_me", "password", "example", "secret-key", "your-admin", "admin-key", "insert"];

    public ValidateOptionsResult Validate(string? name, AdminOptions options)
    {
        var faults = new List<string>();
        if (options.Key is { } key)
        {
            var text = key.Reveal();
            if (text.Length < AdminOptions.MinKeyLength || text.Distinct().Count() < 6)
                faults.Add($"{AdminOptions.Section}:Key has at least {AdminOptions.MinKeyLength} characters, not all alike; 'openssl rand -base64 32' makes a good one. Leave it out to have one made.");
            else if (SampleWords.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase)))
                faults.Add($"{AdminOptions.Section}:Key looks like a sample; 'openssl rand -base64 32' makes a good one. Leave it out to have one made.");
        }
        if (options.Oidc.Authority is { } authority)
        {
            if (!Uri.TryCreate(authority, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttps && !(uri.Scheme == Uri.UriSchemeHttp && options.Oidc.AllowHttp)))
                faults.Add($"{AdminOptions.Section}:Oidc:Authority is an https URL.");
            if (string.IsNullOrWhiteSpace(options.Oidc.Audience))
                faults.Add($"{AdminOptions.Section}:Oidc:Audience must not be empty: tokens for others would be accepted.");
        }
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
