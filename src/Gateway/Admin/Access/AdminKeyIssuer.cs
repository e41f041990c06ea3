using Gateway.Storage;
using Microsoft.Extensions.Options;

namespace Gateway.Admin.Access;

/// <summary>
/// Makes the admin key of a new installation and prints it once, to standard output and past the log: logs are kept and
/// shipped, this line is for whoever started the process.
/// </summary>
internal sealed class AdminKeyIssuer(AdminKeyStore keys, IOptions<AdminOptions> options, DatabaseState state, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (keys.IsConfigured || options.Value.Oidc.Authority is not null)
            return;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await keys.CreateFirstAsync(stoppingToken) is { } key)
                    Console.Out.WriteLine($"Admin key, shown this once (set {AdminOptions.Section}:Key for one of your own): {key}");
                return;
            }
            catch (DatabaseUnavailableException exception)
            {
                state.Fail(exception);
                await Task.Delay(RetryInterval, time, stoppingToken);
            }
        }
    }
}
