using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using MedSsl.Dicom.Parsing;
using MedSsl.Dicom.Privacy;
using MedSsl.Dicom.Privacy.Profile;

namespace MedSsl.Dicom;

/// <summary>
/// De-identification by table E.1-1 of PS3.15 and, for what the table does not name, by an allow-list: fails closed, and text in pixels is for
/// <see cref="PixelCleaner"/>. Pseudonyms, UIDs and the shift of dates are keyed hashes: equal sources give equal results, no table of identities is kept, and nobody
/// without the site key can try out candidates.
/// </summary>
public sealed class DeIdentifier
{
    private const int ShortestKey = 32;
    private const string StandardRoot = "1.2.840.10008.";
    private readonly byte[] _key;
    private readonly DeIdentificationProfile _profile;
    private readonly DeIdentificationRecord _record;

    /// <summary>A de-identifier of one site.</summary>
    /// <param name="siteKey">Secret of at least 32 bytes; another key gives other pseudonyms.</param>
    /// <param name="profile">What is let through; null for <see cref="DeIdentificationProfile.Strict"/>.</param>
    /// <param name="keyId">Name of the key, which is written into every object: it tells pseudonyms of different keys apart.</param>
    public DeIdentifier(ReadOnlySpan<byte> siteKey, DeIdentificationProfile? profile = null, string keyId = "1")
    {
        if (siteKey.Length < ShortestKey)
        {
            throw new ArgumentException($"The site key has {siteKey.Length} bytes, at least {ShortestKey} are needed.", nameof(siteKey));
        }

        _profile = profile ?? DeIdentificationProfile.Strict;
        const ProfileOptions BothDates = ProfileOptions.ModifiedDates | ProfileOptions.FullDates;
        if ((_profile.Options & BothDates) == BothDates || _profile.AgeBandYears < 1)
        {
            throw new ArgumentException(
                $"The profile asks for {_profile.Options} and bands of {_profile.AgeBandYears} years: dates are either moved or full, and a band has at least one year.", nameof(profile));
        }

        _key = siteKey.ToArray();
        _record = new DeIdentificationRecord(_profile, keyId);
    }

    /// <summary>The pseudonym of a patient: <c>P</c> and 32 hexadecimal digits.</summary>
    /// <param name="patientId">Patient ID.</param>
    /// <param name="issuer">Issuer of Patient ID: the same number from two hospitals is two patients.</param>
    /// <param name="studyUid">Study Instance UID, which stands for a patient without an ID: such patients are never merged with each other.</param>
    /// <exception cref="ArgumentException">Neither a patient ID nor a study UID is given.</exception>
    public string PatientPseudonym(string? patientId, string? issuer, string? studyUid = null)
    {
        var known = !string.IsNullOrWhiteSpace(patientId);
        if (!known && string.IsNullOrWhiteSpace(studyUid))
        {
            throw new ArgumentException("A patient without an ID needs a Study Instance UID to be told from others.", nameof(studyUid));
        }

        return "P" + Convert.ToHexStringLower(known
            ? Hash("patient", issuer?.Trim() ?? "", patientId!.Trim())
            : Hash("patient-of-study", studyUid!.Trim()));
    }

    /// <summary>Days that are added to every date of a patient: -3650 to -1.</summary>
    /// <param name="pseudonym">The pseudonym, which says who the patient is, and, hashed once more, nothing about the shift.</param>
    public int DateShiftDays(string pseudonym)
    {
        ArgumentNullException.ThrowIfNull(pseudonym);
        return DateShift.Of(BinaryPrimitives.ReadUInt32BigEndian(Hash("date-shift", pseudonym))).Days;
    }

    /// <summary>The UID that stands for <paramref name="uid"/>: <c>2.25.</c> and 128 bits; UIDs of the standard itself stay.</summary>
    /// <param name="uid">A UID.</param>
    public string MapUid(string uid)
    {
        ArgumentNullException.ThrowIfNull(uid);
        var trimmed = uid.Trim(' ', '\0');
        return trimmed.Length == 0 || IsStandard(trimmed)
            ? trimmed
            : "2.25." + new BigInteger(Hash("uid", trimmed), isUnsigned: true, isBigEndian: true).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// The UID under which an object with <paramref name="uid"/> is, or would be, stored: mapped, or itself where the profile keeps UIDs. Null for what is
    /// no UID, which must not be a name of anything.
    /// </summary>
    /// <param name="uid">A UID as it came.</param>
    public string? StoredUid(string? uid) =>
        uid is null || !Uid.IsValid(uid) || !uid.AsSpan().ContainsAnyInRange('0', '9') ? null : (_profile.Options & ProfileOptions.Uids) != 0 ? uid : MapUid(uid);

    /// <summary>
    /// What tells whether two objects are the same before de-identification: 32 hexadecimal digits of a keyed hash of the data set as it is encoded.
    /// Without the site key nobody can try out candidates.
    /// </summary>
    /// <param name="file">The object, with or without file meta information.</param>
    public string SourceDigestOf(ReadOnlyMemory<byte> file)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hash.AppendData("medssl-1:source:"u8);
        hash.AppendData(FileHead.EncodedDataSet(file).Span);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    /// <summary>Builds a new data set of what may stay. The source is not changed; pixel data is shared, not copied.</summary>
    /// <param name="source">The data set.</param>
    /// <param name="result">The de-identified one.</param>
    /// <param name="error">Which attribute is missing, or what contradicts.</param>
    /// <param name="sourceDigest">Digest of the source, which the result then carries; null for none.</param>
    public bool TryDeIdentify(
        DicomDataset source, [NotNullWhen(true)] out DicomDataset? result, [NotNullWhen(false)] out DicomError? error, string? sourceDigest = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        result = null;
        foreach (var tag in new[] { DicomTags.SopClassUid, DicomTags.SopInstanceUid, DicomTags.StudyInstanceUid, DicomTags.SeriesInstanceUid })
        {
            if (source.GetString(tag) is null)
            {
                error = new DicomError(DicomErrorCode.MissingAttribute,
                    $"The object lacks {tag}: SOP class, SOP instance, study and series UID are required to file it.");
                return false;
            }
        }

        // A private syntax is refused with the contradictory ones: its UID would be written, and nobody knows what it says.
        var encapsulated = source.TryGet(DicomTags.PixelData, out var pixels) && pixels.Fragments is not null;
        if (!DicomWriter.PixelsMatchTransferSyntax(source) || (encapsulated && !IsStandard(source.TransferSyntaxUid)))
        {
            error = new DicomError(DicomErrorCode.Malformed,
                $"The pixel data is {(encapsulated ? "" : "not ")}encapsulated, which contradicts its transfer syntax ({TransferSyntaxes.NameOf(source.TransferSyntaxUid)}).");
            return false;
        }

        var pseudonym = PatientPseudonym(
            source.GetString(DicomTags.PatientId), source.GetString(DicomTags.IssuerOfPatientId), source.GetString(DicomTags.StudyInstanceUid));
        var words = new IdentifyingWords(source, _profile.Options);
        var shift = new DateShift((_profile.Options & ProfileOptions.ModifiedDates) != 0 ? DateShiftDays(pseudonym) : 0);
        var filtered = new ProfileFilter(source, _profile, words, shift, MapUid).Filter();
        _record.Complete(filtered, pseudonym, sourceDigest);
        if (new LeakCheck(words, _profile.Options, shift).Find(filtered) is { } leak)
        {
            // The value is not repeated: the message goes where no identity may go.
            error = new DicomError(DicomErrorCode.IdentifierSurvived,
                $"A value that identifies the patient, or somebody or something around the patient, would stay in {leak}; look there for a name, number, day or UID of another attribute.");
            return false;
        }

        result = filtered;
        error = null;
        return true;
    }

    /// <summary>As <see cref="TryDeIdentify"/>, for a data set that is known to be complete.</summary>
    /// <param name="source">The data set.</param>
    /// <exception cref="ArgumentException">It is not complete.</exception>
    public DicomDataset DeIdentify(DicomDataset source) =>
        TryDeIdentify(source, out var result, out var error) ? result : throw new ArgumentException(error.Message, nameof(source));

    private static bool IsStandard(string uid) => uid.StartsWith(StandardRoot, StringComparison.Ordinal) && Uid.IsValid(uid);

    /// <summary>128 bits of HMAC-SHA-256 over the parts with their lengths, so that no two lists of parts read the same.</summary>
    private ReadOnlySpan<byte> Hash(string domain, params ReadOnlySpan<string> parts)
    {
        var message = new StringBuilder("medssl-1:").Append(domain);
        foreach (var part in parts)
        {
            message.Append(CultureInfo.InvariantCulture, $":{part.Length}:{part}");
        }

        return HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(message.ToString())).AsSpan(0, 16);
    }
}
