using MedSsl.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace MedSsl.Ingestion.Network;

/// <summary>
/// The options of the DICOM port as the configuration has them now. A change that is wrong is told once and not used: a slip of the pen in a file must
/// not turn senders away.
/// </summary>
internal sealed class DicomSettings : IDisposable
{
    private readonly IConfiguration configuration;
    private readonly ILogger<DicomSettings> logger;
    private readonly IDisposable changes;
    private volatile Snapshot current;

    public DicomSettings(IConfiguration configuration, ILogger<DicomSettings> logger)
    {
        (this.configuration, this.logger) = (configuration, logger);
        current = Read();
        changes = ChangeToken.OnChange(configuration.GetReloadToken, TryRead);
    }

    public DicomOptions Current => current.Options;

    public DicomRules Rules => current.Rules;

    public void Dispose() => changes.Dispose();

    private Snapshot Read()
    {
        var options = configuration.GetValidated<DicomOptions>(DicomOptions.SectionName);
        return new Snapshot(options, new DicomRules(options));
    }

    private void TryRead()
    {
        try
        {
            current = Read();
        }
        catch (OptionsValidationException exception)
        {
            Log.DicomRulesWrong(logger, string.Join("; ", exception.Failures));
        }
    }

    private sealed record Snapshot(DicomOptions Options, DicomRules Rules);
}
