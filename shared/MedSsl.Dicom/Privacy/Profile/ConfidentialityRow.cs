using System.Text.RegularExpressions;

namespace MedSsl.Dicom.Privacy.Profile;

/// <summary>One row of table E.1-1.</summary>
/// <param name="Pattern">The tag as eight hexadecimal digits, x for any digit; <c>private</c> for all odd groups.</param>
/// <param name="Vr">Value representation (PS3.6), so that no file can claim another one.</param>
/// <param name="Name">Name of the attribute.</param>
/// <param name="BasicProfile">Action of the Basic Profile as the standard prints it, such as <c>X/Z/D</c>.</param>
/// <param name="OptionActions">Actions of the options that say something about the attribute.</param>
internal sealed partial record ConfidentialityRow(
    string Pattern, string Vr, string Name, string BasicProfile, IReadOnlyList<(ProfileOptions Option, ConfidentialityAction Action)> OptionActions)
{
    private const string AcquisitionContext = "00400555";

    /// <summary>
    /// The action without options. A compound leaves the choice to the type of the attribute in its object (X if type 3, Z if type 2, D or U if type
    /// 1): the last one is valid for all types and discloses no more than the first. (But sequences that may be absent may seldom be empty: X for X/Z,
    /// except for the context of the acquisition, which is of type 2 wherever it is.)
    /// </summary>
    public ConfidentialityAction Basic { get; } =
        ConfidentialityTable.Parse(Vr == "SQ" && BasicProfile == "X/Z" && Pattern != AcquisitionContext ? "X" : BasicProfile.Split('/')[^1].TrimEnd('*'));

    /// <summary>
    /// The action under options. Where two disagree the more careful one counts, and a date is kept by an option about dates only: the day of a
    /// calibration is often the day of the study.
    /// </summary>
    public ConfidentialityAction Under(ProfileOptions options)
    {
        var action = Basic;
        foreach (var (option, permitted) in OptionActions)
        {
            var applies = (options & option) != 0 && (!IsTemporal || (option & (ProfileOptions.FullDates | ProfileOptions.ModifiedDates)) != 0);
            action = applies && action != ConfidentialityAction.Clean ? permitted : action;
        }

        return action;
    }

    /// <summary>Whether it is a date, a time or both.</summary>
    public bool IsTemporal => Vr is "DA" or "DT" or "TM";

    /// <summary>
    /// Whether its value names a person, an order or an institution, told from the name that the standard gives the attribute. Names of equipment
    /// and of protocols do not.
    /// </summary>
    public IdentityKind Identity { get; } =
        Vr is not ("AE" or "LO" or "LT" or "SH" or "ST" or "UC" or "UR" or "UT") || OptionActions.Any(pair => pair.Option == ProfileOptions.Device)
            || NoIdentity().IsMatch(Name) ? IdentityKind.None
        : PlaceNames().IsMatch(Name) ? IdentityKind.Place
        : PersonNames().IsMatch(Name) ? IdentityKind.Person
        : Numbers().IsMatch(Name) ? IdentityKind.Number
        : IdentityKind.None;

    [GeneratedRegex(@"Protocol (Name|ID)|Time Point|Series ID|Country|Plate ID")]
    private static partial Regex NoIdentity();

    [GeneratedRegex(@"\b(Institution\w*|Address|Department|Locations?|Residence|Organization|Site|Center|Committee|Sponsor)\b")]
    private static partial Regex PlaceNames();

    [GeneratedRegex(@"\b(Names?|Person|Physicians?|Operators?|Author|Contact|Owner)\b")]
    private static partial Regex PersonNames();

    [GeneratedRegex(@"\b(IDs?|Identifiers?|Numbers?|Telephone|Phone|Telecom|Issuer)\b")]
    private static partial Regex Numbers();
}
