using MedSsl.Dicom.Parsing;
using MedSsl.Dicom.Pixels;
using MedSsl.Dicom.Privacy.Profile;

namespace MedSsl.Dicom.Privacy;

/// <summary>
/// Copies what may stay into a new data set, each value checked. Table E.1-1 decides about the attributes that it names; of all others only those
/// on the allow-list stay. What is not sure is left out.
/// </summary>
internal sealed class ProfileFilter(
    DicomDataset source, DeIdentificationProfile profile, IdentifyingWords words, DateShift shift, Func<string, string> mapUid)
{
    private static readonly DicomTag ReferencedSopClassUid = new(0x0008, 0x1150);

    private readonly ActionFilter _actions = new(profile, words, shift, mapUid);

    public DicomDataset Filter() => Filter(source, isDummy: false);

    /// <param name="from">The data set, or an item of one.</param>
    /// <param name="isDummy">
    /// Whether it is part of what the table replaces, such as the code of an institution: no text stays there, references do.
    /// </param>
    private DicomDataset Filter(DicomDataset from, bool isDummy)
    {
        var kept = new DicomDataset(from.TransferSyntaxUid);
        foreach (var element in from.Elements)
        {
            if (element.Tag.IsPrivate)
            {
                KeepPrivate(from, element, kept);
            }
            else if (ConfidentialityTable.Find(element.Tag) is { } row)
            {
                _actions.Apply(from, element, row, kept, (item, inDummy) => Filter(item, isDummy || inDummy));
            }
            else if (isDummy && element.Tag != ReferencedSopClassUid)
            {
                continue;
            }
            else if (AllowList.Rules.TryGetValue(element.Tag.Number, out var rule))
            {
                // The representation is ours, not the file's: a number that claims to be text would pass as text.
                Keep(from, element, rule, DicomDictionary.Representation(element.Tag), kept);
            }
            else if (profile.AcquisitionParameters && ImageAttributes.TryGet(element.Tag, out var vr, out rule))
            {
                Keep(from, element, rule, vr == ImageAttributes.LikePixels ? LikePixels(element) : vr, kept);
            }
        }

        return kept;
    }

    private void KeepPrivate(DicomDataset from, DicomElement element, DicomDataset kept)
    {
        if ((profile.Options & ProfileOptions.SafePrivate) != 0 && SafePrivate.Representation(from, element.Tag, out var creator) is { } vr)
        {
            Keep(from, element, KeepRule.Number, vr, kept);
            if (kept.TryGet(element.Tag, out _))
            {
                kept.SetString(creator, "LO", from.GetString(creator)!);
            }
        }
    }

    private void Keep(DicomDataset from, DicomElement element, KeepRule rule, string vr, DicomDataset kept)
    {
        switch (rule)
        {
            case KeepRule.Items when element.Items is not null || element.Value.IsEmpty:
                kept.SetItems(element.Tag, [.. (element.Items ?? []).Select(item => Filter(item, isDummy: false))]);
                break;
            case KeepRule.Pixels when from == source:
                kept.Set(TrimmedPixels(element));
                break;
            case KeepRule.Table when element.Value.Length > 0:
                kept.SetBytes(element.Tag, vr, element.Value);
                break;
            case KeepRule.Uid when from.GetString(element.Tag) is { } uid:
                kept.SetString(element.Tag, vr, KeepsUids && Uid.IsValid(uid) ? uid : mapUid(uid)); // of a class: the standard's own stay
                break;
            case KeepRule.Number when ValueRepresentation.IsText(vr):
                KeepTexts(from, element, vr, kept, value => HarmlessText.IsNumber(value) && !words.IsIdentifier(value));
                break;
            case KeepRule.Number when element.Value.Length > 0 && element.Value.Length % ValueRepresentation.UnitSize(vr) == 0
                && !ValueRepresentation.IsText(element.Vr) && !words.OccurInBytes(element.Value.Span):
                var signed = element.Vr == "SS" && DicomDictionary.FollowsPixelRepresentation(element.Tag);
                kept.SetBytes(element.Tag, signed ? "SS" : vr, element.Value);
                break;
            case KeepRule.Code:
                KeepTexts(from, element, vr, kept, value => DefinedTerms.Contain(element.Tag, value) || (HarmlessText.IsCode(value) && !words.OccurIn(value)));
                break;
            case KeepRule.Text:
                KeepTexts(from, element, vr, kept, value => HarmlessText.IsPrintable(value, vr) && !words.OccurIn(value));
                break;
            case KeepRule.Label:
            case KeepRule.Typed when (profile.Options & ProfileOptions.Descriptors) != 0:
                KeepTexts(from, element, vr, kept, value => HarmlessText.IsPrintable(value, vr) && HarmlessText.HasNoReference(value) && !words.OccurIn(value));
                break;
            case KeepRule.Photometric:
                KeepTexts(from, element, vr, kept, HarmlessText.IsPhotometric);
                break;
            default:
                break;
        }

        if (rule is KeepRule.Label or KeepRule.Typed && !element.Value.IsEmpty && !kept.TryGet(element.Tag, out _))
        {
            kept.SetString(element.Tag, vr, DummyValues.Text);
        }

        // What was empty stays empty, and so does, for an object that shall stay valid, what may not be known: many of these are of type 2.
        if (ValueRepresentation.IsText(vr) && (element.Value.IsEmpty || profile.AcquisitionParameters) && !kept.TryGet(element.Tag, out _))
        {
            kept.SetString(element.Tag, vr);
        }
    }

    private bool KeepsUids => (profile.Options & ProfileOptions.Uids) != 0;

    private string LikePixels(DicomElement element) =>
        element.Vr is "US" or "SS" ? element.Vr : source.GetInt32(DicomTags.PixelRepresentation) == 1 ? "SS" : "US";

    /// <summary>All values or none: a list with a gap means something else.</summary>
    private static void KeepTexts(DicomDataset from, DicomElement element, string vr, DicomDataset kept, Func<string, bool> allowed)
    {
        var values = from.GetStrings(element.Tag).Select(value => value.ToUpperInvariant() is var upper && vr == "CS" ? upper : value).ToArray();
        if (values.Length > 0 && values.All(allowed))
        {
            kept.SetString(element.Tag, vr, values);
        }
    }

    /// <summary>Native pixel data without what lies behind the last frame, where nobody looks; compressed frames without the texts of their codestreams.</summary>
    private DicomElement TrimmedPixels(DicomElement element)
    {
        if (element.Fragments is not null)
        {
            return CodestreamTexts.Without(source, element);
        }

        if (element.Tag != DicomTags.PixelData || PixelLayout.Of(source, new DicomLimits(), out _) is not { } layout
            || NativeFrames.Of(layout, element, out _) is not { } frames)
        {
            return element;
        }

        var length = (int)frames.Length;
        return new DicomElement(element.Tag, layout.BitsAllocated > 8 ? "OW" : "OB", element.Value[..length]);
    }
}
