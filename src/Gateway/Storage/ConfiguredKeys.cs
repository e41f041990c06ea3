using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Gateway.Storage;

/// <summary>The keys of the settings, followed as the settings change. What does not validate is not taken up. Thread-safe.</summary>
internal sealed class ConfiguredKeys : IDisposable
{
    private readonly IOptionsFactory<KeysOptions> _factory;
    private readonly ILogger<ConfiguredKeys> _logger;
    private readonly IDisposable _subscription;
    private volatile KeysOptions _current;

    /// <exception cref="OptionsValidationException">The settings at the start do not validate.</exception>
    public ConfiguredKeys(IOptionsFactory<KeysOptions> factory, IConfiguration configuration, ILogger<ConfiguredKeys> logger)
    {
        (_factory, _logger) = (factory, logger);
        _current = factory.Create(Options.DefaultName);
        _subscription = ChangeToken.OnChange(configuration.GetReloadToken, Reload);
    }

    /// <summary>The settings in force; another instance after every change.</summary>
    public KeysOptions Current => _current;

    public void Dispose() => _subscription.Dispose();

    private void Reload()
    {
        try
        {
            _current = _factory.Create(Options.DefaultName);
        }
        catch (Exception exception) when (exception is OptionsValidationException or InvalidOperationException)
        {
            _logger.KeysSettingsRejected(exception.Message);
        }
    }
}
