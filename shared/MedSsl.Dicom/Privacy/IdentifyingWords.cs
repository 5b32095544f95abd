namespace MedSsl.Dicom.Privacy;

/// <summary>
/// Words by which a data set identifies its patient. Some equipment and some people write them into attributes that are kept: a name as body
/// part, an identifier as manufacturer. Such a value is dropped.
/// </summary>
internal sealed class IdentifyingWords
{
    /// <summary>Shorter words (sex, initials, small numbers) also occur by chance.</summary>
    private const int ShortestWord = 4;

    private const int ShortestNumber = 6;

    private static readonly DicomTag[] Sources =
    [
        DicomTags.PatientName, DicomTags.PatientId, DicomTags.OtherPatientIds, DicomTags.PatientBirthDate, DicomTags.StudyDate, DicomTags.SeriesDate,
        DicomTags.AcquisitionDate, DicomTags.ContentDate, DicomTags.AccessionNumber, DicomTags.ReferringPhysicianName, DicomTags.InstitutionName,
        DicomTags.StudyId, DicomTags.IssuerOfPatientId,
    ];

    private readonly HashSet<string> _words;

    public IdentifyingWords(DicomDataset source) => _words = Sources
        .SelectMany(source.GetStrings)
        .SelectMany(value => Split(value).Append(value))
        .Where(word => word.Length >= ShortestWord)
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a number is an identifier written into an attribute that counts something; short numbers are equal by chance.</summary>
    public bool IsIdentifier(string number) => number.Length >= ShortestNumber && _words.Contains(number);

    public bool OccurIn(string value) => _words.Contains(value) || Split(value).Any(_words.Contains);

    private static IEnumerable<string> Split(string value)
    {
        var start = 0;
        for (var i = 0; i <= value.Length; i++)
        {
            if (i == value.Length || !char.IsLetterOrDigit(value[i]))
            {
                if (i > start)
                {
                    yield return value[start..i];
                }

                start = i + 1;
            }
        }
    }
}
