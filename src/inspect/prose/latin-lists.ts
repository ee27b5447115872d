/** Words that say what stands beside them in English text, and parts of addresses in several languages. */
import { foldWord } from './latin-fold.ts';
import { FIRST, step } from './latin-words.ts';

/** Bits of what a word says of its neighbours or is itself. */
export const TITLE = 1 << 4;
/** A person is named right behind it. */
export const CUE = 1 << 5;
/** What a person does or is, right behind the name. */
export const DOES = 1 << 6;
/** A firm's or an institution's. */
export const ORGANISATION = 1 << 7;
export const STREET = 1 << 8;
/** Begins a street's name: Rue, Via, Calle. */
export const STREET_FIRST = 1 << 9;
export const UNIT = 1 << 10;
/** A month, a day: written with a capital without being a name. */
export const CALENDAR = 1 << 11;
export const PLACE = 1 << 12;
/** Stands small within a name: van, de la, bin. */
export const PARTICLE = 1 << 13;
/** Leads to a place: in, from, near. */
export const TO_PLACE = 1 << 14;
/** Says that an address follows soon. */
export const ADDRESS_CUE = 1 << 15;
/** Behind the name of a place: City, County, Country Club. */
export const OF_PLACE = 1 << 16;
/** A name in letters of another kind: never somebody's (OK, FAQ, CEO). */
export const NO_NAME = 1 << 17;

/** Behind these stands who said it; a name; a phone. */
export const SAYS = 1 << 26;
export const NAME_CUE = 1 << 27;
export const PHONE_CUE = 1 << 28;

export const AND = 1 << 29;
const LISTS: readonly (readonly [number, string])[] = [
  [
    TITLE,
    'mr mrs ms miss dr prof professor sir madam mister judge captain lord lady senator monsieur madame herr frau señor señora',
  ],
  [
    CUE,
    'name named called contact dear hi hello hey thanks thx regards sincerely attn attention by told ask asked met call phoned starring actor actress singer author director producer commenter writer brother sister mother father wife husband son daughter uncle aunt cousin friend boss colleague manager president minister coach patient customer client consignee recipient applicant employee user witness am signed cc',
  ],
  [
    DOES,
    'said says told asked explained lives lived wrote sang replied thinks works worked md phd jr sr esq has had was is does did will would moved called born who shouted whispered laughed smiled nodded answered added agreed argued admitted gave given spent loved loves liked likes wanted wants decided thought knew felt looked went came took bought met married died joined left plays played scored won lost sings studied studies teaches taught resides reported maintains',
  ],
  [
    ORGANISATION,
    'inc ltd llc llp plc corp corporation company co gmbh ag group holdings bank university hospital school hotel store shop restaurant trading technology technologies logistics industries international foundation association institute department college museum library church club united city fc orchestra band records studios pictures magazine times post news network airlines motors systems solutions partners agency services insurance capital networks labs software media press labor party union committee council ministry office sons airport station bridge river lake mountain mount island islands bay valley park stadium theatre theater award awards prize championship league tour cup festival',
  ],
  [
    STREET,
    'street st road rd avenue ave boulevard blvd lane ln drive dr court ct square sq place pl highway hwy parkway pkwy way terrace close crescent grove mews row strasse straße str allee platz weg gasse gate gata gatan vej vegen vagen vägen väg laan straat plein utca út utja útja körút tér u ulica ul ulice trg namesti náměstí cesta katu tie',
  ],
  [
    STREET_FIRST,
    'rue rua via viale vila avenida av calle carrera plaza piazza praça praca corso strada chemin impasse ul os al λεωφόρος οδός αγ camino paseo largo travessa quai boulevard c/',
  ],
  [UNIT, 'suite ste apt apartment unit floor room rm flat box building bldg'],
  [
    CALENDAR,
    'january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun christmas easter english german french chinese american british spanish italian european',
  ],
  [PARTICLE, 'van von de der den del della di da dos das la le bin ibn al el ten ter zu af av y e'],
  [TO_PLACE, 'in from at near to via outside visiting visit toward towards through where across around'],
  [
    ADDRESS_CUE,
    'address addresses lives lived located location return arrived deliver delivered send ship shipped mail taxi meet zip postcode postal moved office residence resides residing street avenue',
  ],
  [SAYS, 'says said asks asked replied explained according'],
  [NAME_CUE, 'name named starring called'],
  [
    PHONE_CUE,
    'phone phones telephone tel mobile cell cellphone fax call calling dial ring reach answering office whatsapp hotline sms',
  ],
  [AND, 'and'],
  [OF_PLACE, 'city county country island islands province state district village town valley'],
  [
    NO_NAME,
    'inc ltd llc llp plc corp gmbh ok faq ceo cfo cto tv usa uk eu un us atm pin id ssn iban nan qa po usd eur gbp dvd cd pc it api http https www com org net url html json xml csv sql error warning info debug fatal trace i',
  ],
  [
    PLACE,
    'africa asia europe america london paris berlin madrid rome vienna prague warsaw budapest amsterdam brussels copenhagen stockholm oslo helsinki dublin lisbon athens moscow kyiv kiev istanbul ankara cairo lagos nairobi johannesburg dubai riyadh tehran baghdad jerusalem mumbai delhi bangalore kolkata chennai karachi lahore dhaka bangkok singapore jakarta manila hanoi beijing shanghai guangzhou shenzhen tokyo osaka seoul taipei sydney melbourne brisbane perth auckland wellington toronto montreal vancouver ottawa chicago boston houston dallas seattle philadelphia atlanta miami denver detroit phoenix minneapolis portland baltimore pittsburgh cleveland cincinnati nashville orlando munich hamburg frankfurt cologne stuttgart zurich geneva bern basel lyon marseille bordeaux milan naples turin venice florence barcelona valencia seville porto manchester birmingham liverpool leeds glasgow edinburgh cardiff belfast texas california florida nevada arizona colorado oregon michigan illinois pennsylvania massachusetts louisiana alabama alaska arkansas connecticut delaware hawaii idaho indiana iowa kansas kentucky maine maryland minnesota mississippi missouri montana nebraska oklahoma tennessee utah vermont virginia wisconsin wyoming ohio england scotland wales bavaria hollywood manhattan brooklyn',
  ],
  // Countries and territories of CLDR by their English names, those words that name no other thing. Written out: asking
  // the runtime for them takes as long as everything else here.
  [
    PLACE,
    'afghanistan africa african albania algeria andorra angola anguilla antarctica antigua arab arabia argentina armenia aruba ascension australia austria azerbaijan bahamas bahrain bangladesh barbados barbuda barthélemy belarus belgium belize benin bermuda bhutan bissau bolivia bosnia botswana bouvet brazil brazzaville brunei bulgaria burkina burma burundi caicos caledonia cambodia cameroon canada canary cape caribbean cayman ceuta chad chile china christmas clipperton cocos colombia comoros congo cook costa croatia cuba cunha curaçao cyprus czechia côte denmark diego djibouti dominica dominican ecuador egypt emirates equatorial eritrea estonia eswatini ethiopia european eurozone falkland faroe faso fiji finland france futuna gabon gambia garcia georgia germany ghana gibraltar greece greenland grenada grenadines guadeloupe guam guatemala guernsey guiana guinea guyana haiti heard helena herzegovina honduras hong hungary iceland india indonesia iran iraq ireland isle israel italy ivoire jamaica japan jersey jordan kazakhstan keeling kenya kinshasa kiribati kitts kong korea kosovo kuwait kyrgyzstan lanka laos latvia lebanon leone lesotho leste liberia libya liechtenstein lithuania lucia luxembourg maarten macao macedonia madagascar malawi malaysia maldives mali malta mariana marino marshall martin martinique mauritania mauritius mayen mayotte mcdonald melilla mexico micronesia miquelon moldova monaco mongolia montenegro montserrat morocco mozambique myanmar namibia nations nauru nepal netherlands nevis nicaragua niger nigeria niue norfolk norway oceania oman pakistan palau palestinian panama paraguay peru philippines pierre pitcairn poland polynesia portugal príncipe puerto qatar rica rico romania russia rwanda réunion sahara salvador samoa sandwich sark saudi senegal serbia seychelles sierra singapore sint slovakia slovenia solomon somalia spain sudan suriname svalbard sweden switzerland syria taiwan tajikistan tanzania thailand timor tobago togo tokelau tomé tonga trinidad tristan tunisia turkmenistan turks tuvalu türkiye uganda ukraine union uruguay uzbekistan vanuatu vatican venezuela verde vietnam vincent virgin wallis western yemen zambia zealand zimbabwe åland',
  ],
];

const bits = new Map<number, number>();
const hashOf = (word: string): number => {
  let hash = FIRST;
  for (const letter of foldWord(word)) hash = step(hash, letter.charCodeAt(0));
  return hash;
};
for (const [bit, words] of LISTS)
  for (const word of words.split(' ')) {
    const hash = hashOf(word);
    bits.set(hash, (bits.get(hash) ?? 0) | bit);
  }

export const bitsOf = (hash: number): number => bits.get(hash) ?? 0;

/** Ends of words by which a street is told: Königsstraße, Eyrarlandsvegur. */
export const STREET_ENDS =
  'strasse straße gasse platz allee weg gatan gata vagen vägen vej vejen gade vegur veien gaten straat laan plein steenweg dreef katu tie kuja utca street dijk kade hof ring damm ufer plaats brucke brücke'
    .split(' ')
    .map((word) => [...foldWord(word)].map((letter) => letter.charCodeAt(0)));
/** Ends of family names. */
export const FAMILY_ENDS =
  'sson sen ović ovic ević evic ová ova ov ev enko ski sky ska wicz czyk stein berg mann idis poulos opoulos escu ez eau shvili yan ian dottir ucci etti elli inen nen quist strom'
    .split(' ')
    .map((word) => [...foldWord(word)].map((letter) => letter.charCodeAt(0)));
