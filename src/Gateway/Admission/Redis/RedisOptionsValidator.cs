using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Gateway.Admission.Redis;

internal sealed class RedisOptionsValidator : IValidateOptions<RedisOptions>
{
    public ValidateOptionsResult Validate(string? name, RedisOptions options)
    {
        var faults = new List<string>();
        if (options.KeyPrefix.Length is 0 or > 32 || options.KeyPrefix.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '-')))
            faults.Add($"{RedisOptions.Section}:KeyPrefix: a prefix has 1 to 32 letters, digits, '_', '.' or '-'.");
        if (options.ConnectionString.Length > 0)
        {
            try
            {
                if (ConfigurationOptions.Parse(options.ConnectionString).EndPoints.Count == 0)
                    faults.Add($"{RedisOptions.Section}:ConnectionString: names no server; expected host:port[,password=…][,ssl=true].");
            }
            catch (ArgumentException e)
            {
                faults.Add($"{RedisOptions.Section}:ConnectionString: {Describe(e)}");
            }
        }
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    /// <summary>The parser quotes what it could not read, which may be a password.</summary>
    private static string Describe(ArgumentException fault) => $"is not valid ({fault.ParamName ?? "syntax"}); expected host:port[,password=…][,ssl=true].";
}
