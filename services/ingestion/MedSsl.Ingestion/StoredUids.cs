using MedSsl.Dicom;
using MedSsl.Hosting;
using Microsoft.Extensions.Configuration;

namespace MedSsl.Ingestion;

/// <summary>Under which UIDs something from outside is stored: a question that only whoever has the keys of the site can answer.</summary>
public static class StoredUids
{
    /// <summary>What <paramref name="uid"/> may be stored as: with each key of the site, the newest first, and as it is, which a pseudonym and a site that keeps UIDs need.</summary>
    public static IReadOnlyList<string> Of(string uid, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var options = configuration.GetValidated<IngestionOptions>(IngestionOptions.SectionName);
        var spool = configuration.GetValidated<HostingOptions>(HostingOptions.SectionName).SpoolFolder;
        return [.. SiteKey.Find(options, spool).Reverse().Select(key => new DeIdentifier(key.Secret, keyId: key.Id).MapUid(uid)).Append(uid).Distinct(StringComparer.Ordinal)];
    }
}
