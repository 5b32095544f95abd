using MedSsl.Dicom;
using MedSsl.Hosting;
using Microsoft.Extensions.Configuration;

namespace MedSsl.Ingestion;

/// <summary>Under which pseudonyms a patient is stored: a question that only whoever has the keys of the site can answer.</summary>
public static class PatientPseudonyms
{
    /// <summary>The pseudonyms of a patient with each key of the site, the newest first; none where there is no key.</summary>
    /// <param name="patientId">Patient ID as it came; it is not kept.</param>
    /// <param name="issuer">Issuer of Patient ID, where the objects have one.</param>
    /// <param name="configuration">Configuration of the platform.</param>
    public static IReadOnlyList<string> Of(string patientId, string? issuer, IConfiguration configuration)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(patientId);
        ArgumentNullException.ThrowIfNull(configuration);
        var options = configuration.GetValidated<IngestionOptions>(IngestionOptions.SectionName);
        var spool = configuration.GetValidated<HostingOptions>(HostingOptions.SectionName).SpoolFolder;
        return [.. SiteKey.Find(options, spool).Reverse().Select(key => new DeIdentifier(key.Secret, keyId: key.Id).PatientPseudonym(patientId, issuer)).Distinct(StringComparer.Ordinal)];
    }
}
